namespace Windsock.FlowCollector.Cluster.Access;

/// <summary>Where the credential of a request comes from. Used by several watches at a time.</summary>
internal interface ICredentialSource
{
    /// <summary>Where it comes from, for error texts: a file or a command, never the secret.</summary>
    string Origin { get; }

    /// <summary>The credential to use now.</summary>
    /// <exception cref="CredentialException">There is none, and there was none before.</exception>
    ValueTask<ApiCredential> GetAsync(CancellationToken stop);

    /// <summary>The API server answered 401: the next <see cref="GetAsync"/> reads anew. Ignored if <paramref name="refused"/> is no
    /// longer the current one.</summary>
    void Reject(ApiCredential refused);
}
