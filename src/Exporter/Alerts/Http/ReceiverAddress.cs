namespace Windsock.Exporter.Alerts.Http;

/// <summary>Addresses of receivers as they are written down. Pure.</summary>
internal static class ReceiverAddress
{
    private const int MaxLength = 4_096;

    /// <summary>Null, and what is wrong without saying the text again, when it is no address that a receiver can have.</summary>
    public static Uri? Parse(string text, out string mistake)
    {
        mistake = "";
        if (text.Length > MaxLength || !Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
        {
            mistake = "is not an address with http or https; allowed: https://receiver.example.com/path and the like";
            return null;
        }

        if (address.UserInfo.Length > 0)
        {
            mistake = "holds a user or a password; secrets are never written into the configuration: use http.tokenFile or http.headers";
            return null;
        }

        return address;
    }

    /// <summary>As it may be shown: host and port, never path or query.</summary>
    public static string Shown(Uri address) => address.IsDefaultPort ? address.Host : $"{address.Host}:{address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
}
