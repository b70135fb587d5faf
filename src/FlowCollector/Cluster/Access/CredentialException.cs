namespace Windsock.FlowCollector.Cluster.Access;

/// <summary>A credential could not be read. The message names the file or command and the mend.</summary>
internal sealed class CredentialException : Exception
{
    public CredentialException(string message)
        : base(message)
    {
    }

    public CredentialException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
