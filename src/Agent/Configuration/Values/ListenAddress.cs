using System.Globalization;
using System.Net;

namespace Windsock.Agent.Configuration.Values;

/// <summary>Where to listen: an IP address (or <c>localhost</c>, or <c>*</c> for all) and a port.</summary>
internal sealed record ListenAddress(IPAddress Address, int Port)
{
    public const string Form = "an address and port such as 0.0.0.0:9465, 127.0.0.1:9465 or [::]:9465";

    /// <param name="problem">What is wrong, when the answer is null.</param>
    public static ListenAddress? Parse(string text, out string problem)
    {
        problem = $"must be {Form}";
        var colon = text.LastIndexOf(':');
        if (colon <= 0)
        {
            return null;
        }

        var host = text[..colon];
        if (!int.TryParse(text[(colon + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var port))
        {
            return null;
        }

        if (port is < 0 or > 65_535)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"port {port} is out of range; allowed: 1 to 65535, or 0 for any free port");
            return null;
        }

        var address = host switch
        {
            "*" => IPAddress.Any,
            "localhost" => IPAddress.Loopback,
            ['[', .. var inner, ']'] => Parse(inner),
            _ => host.Contains(':', StringComparison.Ordinal) ? null : Parse(host),
        };
        return address is null ? null : new ListenAddress(address, port);
    }

    public override string ToString() => new IPEndPoint(Address, Port).ToString();

    private static IPAddress? Parse(string text) => IPAddress.TryParse(text, out var address) ? address : null;
}
