namespace Windsock.Exporter.Alerts.Http;

/// <summary>A secret cannot be used as it is now. The message names the key, the file and the mend, never the content.</summary>
internal sealed class SecretException(string message) : Exception(message);
