using System.Collections.Immutable;

namespace Windsock.Exporter.Alerts.Http;

/// <summary>The headers that a receiver wants, with their values as they are in the files now.</summary>
internal sealed class OutboundHeaders
{
    private readonly ImmutableArray<(string Name, string Before, SecretFile File)> _headers;

    /// <param name="key">Of the group that holds the options.</param>
    public OutboundHeaders(OutboundOptions options, string key)
    {
        var own = options.Headers.Select(header => (header.Name, "", new SecretFile(header.ValueFile, $"{key}.headers ({header.Name})")));
        _headers = options.TokenFile.Length > 0 ? [("Authorization", "Bearer ", new SecretFile(options.TokenFile, $"{key}.tokenFile")), .. own] : [.. own];
    }

    /// <exception cref="SecretException">A file cannot be used.</exception>
    public ImmutableArray<OutboundHeader> Read() =>
    [
        .. _headers.Select(header => (header.Name, header.Before, Value: header.File.ReadHeader()))
            .Select(header => new OutboundHeader(header.Name, header.Before + header.Value, header.Value)),
    ];
}

/// <param name="Secret">What of the value must never be shown.</param>
internal readonly record struct OutboundHeader(string Name, string Value, string Secret);
