using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.FlowCollector.AirflowApi;

/// <summary>Section <c>airflow.api</c>: Airflow's REST API, which says how ended tries went, and whose they were. Off by default.</summary>
public sealed class AirflowApiOptions : IValidatableObject
{
    /// <summary>Where the web server (Airflow 2) or API server (Airflow 3) is, http or https, with its path prefix if it has one, without
    /// <c>/api/v1</c> or <c>/api/v2</c>. Default: empty, nobody is asked.</summary>
    [Description("Address of Airflow's web server (Airflow 2) or API server (Airflow 3), with its path prefix if it has one, without /api/v1 or /api/v2. Empty: Airflow is not asked.")]
    public string BaseUrl { get; set; } = "";

    /// <summary>Default <see cref="AirflowApiVersion.Auto"/>: found out by asking.</summary>
    [Description("Version of the REST API: v1 is Airflow 2, v2 is Airflow 3, auto finds out.")]
    [EnumDataType(typeof(AirflowApiVersion))]
    public AirflowApiVersion Version { get; set; } = AirflowApiVersion.Auto;

    /// <summary>Namespaces whose tries this Airflow knows; about others it is not asked, because another Airflow's run may have the same
    /// name. Default: all.</summary>
    [Description("Namespaces of the task pods that belong to this Airflow; it is not asked about others, whose runs may have the same names. \"*\" means all.")]
    [MinLength(1)]
    public IReadOnlyList<string> Namespaces { get; set; } = ["*"];

    /// <summary>File with a bearer token, read again for each request. Excludes <see cref="UserFile"/>. Default: empty.</summary>
    [Description("File with a bearer token. Read again when it changes.")]
    public string TokenFile { get; set; } = "";

    /// <summary>File with a user name, set together with <see cref="PasswordFile"/>. Airflow 2: basic authentication; Airflow 3: they are
    /// changed for a token at <c>/auth/token</c>, which is renewed. Default: empty.</summary>
    [Description("File with a user name: basic authentication with Airflow 2, a token from /auth/token with Airflow 3. Needs passwordFile. Read again when it changes.")]
    public string UserFile { get; set; } = "";

    /// <summary>File with the password of <see cref="UserFile"/>. Default: empty.</summary>
    [Description("File with the password of that user. Needs userFile. Read again when it changes.")]
    public string PasswordFile { get; set; } = "";

    /// <summary>PEM bundle of the only authorities that are trusted, for https. Empty (default): those of the system.</summary>
    [Description("PEM file with the certificates to trust. Empty: those of the system. Read again when it changes.")]
    public string CaFile { get; set; } = "";

    /// <summary>How long one request may take. Default 3 s, range 0.1 s to 30 s.</summary>
    [Description("How long one request may take.")]
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Requests of this agent over a longer time; about one second's worth at once. Default 2, range 0.1 to 50. Every node asks for
    /// its own tries.</summary>
    [Description("Requests a second of this agent over a longer time. Every node asks about its own tries.")]
    [Range(0.1, 50.0)]
    public double RequestsPerSecond { get; set; } = 2;

    /// <summary>How long a try that has ended may wait for Airflow's word before it is reported without it. Default 5 s, range 0.5 s to 1 min.</summary>
    [Description("How long a try that has ended may wait for Airflow's word before it is reported without it.")]
    [Range(typeof(TimeSpan), "00:00:00.5", "00:01:00")]
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(5);

    public bool IsEnabled => BaseUrl.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsEnabled && MistakeInBaseUrl() is { } mistake)
        {
            yield return new ValidationResult(mistake, [nameof(BaseUrl)]);
        }

        if (UserFile.Length > 0 != PasswordFile.Length > 0)
        {
            yield return new ValidationResult(
                "userFile and passwordFile belong together: set both or none", [UserFile.Length > 0 ? nameof(PasswordFile) : nameof(UserFile)]);
        }

        if (TokenFile.Length > 0 && UserFile.Length > 0)
        {
            yield return new ValidationResult("tokenFile excludes userFile and passwordFile: set one or the other", [nameof(TokenFile)]);
        }
    }

    private string? MistakeInBaseUrl()
    {
        if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            return $"'{BaseUrl}' is not an address with http or https; allowed: http://airflow-webserver.airflow:8080, https://airflow.example.com/prefix and the like";
        }

        if (url.UserInfo.Length > 0)
        {
            return "holds a user or a password; secrets are never written into the configuration: use userFile and passwordFile";
        }

        return url.Query.Length + url.Fragment.Length > 0 ? $"'{BaseUrl}' has a query or a fragment; allowed: scheme, host, port and path" : null;
    }
}

/// <summary>Which REST API Airflow speaks.</summary>
public enum AirflowApiVersion : byte
{
    Auto,

    /// <summary>Airflow 2.</summary>
    V1,

    /// <summary>Airflow 3.</summary>
    V2,
}
