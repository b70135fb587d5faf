using System.Text;

namespace Windsock.FlowCollector.Cluster.Access;

/// <summary>A text that stands in the configuration or in a file that may change: token, certificate, key, CA bundle.</summary>
internal sealed class SecretText
{
    /// <summary>A CA bundle of every public root is about 250 KB.</summary>
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly string? _inline;
    private readonly string? _path;

    private SecretText(string? inline, string? path, string origin)
    {
        _inline = inline;
        _path = path;
        Origin = origin;
    }

    /// <summary>For error texts: the path, or where in the kubeconfig it stands.</summary>
    public string Origin { get; }

    public bool IsFile => _path is not null;

    public static SecretText Inline(string text, string origin) => new(text, null, origin);

    public static SecretText File(string path) => new(null, path, $"file '{path}'");

    /// <summary>The text as it is now.</summary>
    /// <exception cref="CredentialException">The file cannot be read or is too long.</exception>
    public string Read()
    {
        if (_path is null)
        {
            return _inline!;
        }

        try
        {
            using var file = System.IO.File.OpenRead(_path);
            if (file.Length > MaxBytes)
            {
                throw new CredentialException($"{Origin} is {file.Length} bytes long, more than {MaxBytes}: it is not a token, key or certificate");
            }

            using var reader = new StreamReader(file, Encoding.UTF8);
            return reader.ReadToEnd();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException($"{Origin} cannot be read: {failure.Message}", failure);
        }
    }
}
