using System.Text;
using System.Text.Json;
using Windsock.FlowCollector.Cluster.Access;

namespace Windsock.FlowCollector.AirflowApi.Sessions;

/// <summary>Who the agent is to Airflow: a token, a user with a password, or nobody. Files are read each time, which at a few requests a
/// second costs nothing and never misses a rotation.</summary>
internal sealed class AirflowCredential
{
    private readonly SecretText? _token;
    private readonly SecretText? _user;
    private readonly SecretText? _password;

    /// <param name="options">Validated.</param>
    public AirflowCredential(AirflowApiOptions options)
    {
        _token = options.TokenFile.Length > 0 ? SecretText.File(options.TokenFile) : null;
        _user = options.UserFile.Length > 0 ? SecretText.File(options.UserFile) : null;
        _password = options.PasswordFile.Length > 0 ? SecretText.File(options.PasswordFile) : null;
    }

    /// <summary>For error texts; empty when there is none.</summary>
    public string Origin => _token?.Origin ?? (_user is null ? "" : $"{_user.Origin} and {_password!.Origin}");

    /// <summary>There is a user who may log in.</summary>
    public bool HasUser => _user is not null;

    /// <summary>Header of a request without a session token; null for nobody.</summary>
    /// <exception cref="CredentialException">A file is missing, or holds something else.</exception>
    public string? ReadHeader() =>
        _token is not null ? "Bearer " + ReadToken(_token)
        : _user is null ? null
        : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ReadUser()}:{ReadLine(_password!)}"));

    /// <summary>Body of a log-in.</summary>
    /// <exception cref="CredentialException">A file is missing, or holds something else.</exception>
    public byte[] ReadLogin()
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("username", ReadUser());
            json.WriteString("password", ReadLine(_password!));
            json.WriteEndObject();
        }

        return body.ToArray();
    }

    private string ReadUser()
    {
        var user = ReadLine(_user!);
        return user.Contains(':', StringComparison.Ordinal)
            ? throw new CredentialException($"The user of {_user!.Origin} has a colon in it: put the user alone there, and the password into the file of airflow.api.passwordFile")
            : user;
    }

    private static string ReadToken(SecretText source)
    {
        var token = source.Read().Trim();
        return token.Length > 0 && token.All(letter => letter is > ' ' and <= '~')
            ? token
            : throw new CredentialException($"{source.Origin} does not hold a token: it is empty, or has blanks or letters in it that no token has");
    }

    /// <summary>The content without the line break that editors and shells end a file with.</summary>
    private static string ReadLine(SecretText source)
    {
        var line = source.Read().TrimEnd('\r', '\n');
        return line.Length > 0 && !line.Any(char.IsControl)
            ? line
            : throw new CredentialException($"{source.Origin} must hold one line: it is empty, or has control characters in it");
    }
}
