namespace Windsock.FlowCollector.CloudLogging.Tokens;

/// <summary>Has the keys that the issuer of tokens signs with. Any thread, many at a time.</summary>
internal interface IIssuerKeys
{
    /// <summary>The keys, as new as they have to be to know <paramref name="keyId"/> if the issuer has it.</summary>
    /// <exception cref="IOException">They cannot be had now.</exception>
    ValueTask<IssuerKeySet> GetAsync(string keyId, CancellationToken gone);
}
