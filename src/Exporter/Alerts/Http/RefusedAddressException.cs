namespace Windsock.Exporter.Alerts.Http;

/// <summary>The name of a receiver leads to where no receiver is. The message says which address, and why not.</summary>
internal sealed class RefusedAddressException(string message) : Exception(message);
