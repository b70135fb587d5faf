namespace Windsock.FlowCollector.AirflowApi.Requests;

/// <summary>One request. What it shows of the credential is read when it is sent, because files change.</summary>
/// <param name="Path">Relative to the base, percent-encoded.</param>
/// <param name="Authorization">Header; null when it shows none. May throw a <c>CredentialException</c>.</param>
internal sealed record ApiRequest(ApiResource Resource, string Path, Func<string?> Authorization)
{
    /// <summary>JSON to POST; null: a GET. May throw a <c>CredentialException</c>.</summary>
    public Func<byte[]>? Body { get; init; }
}
