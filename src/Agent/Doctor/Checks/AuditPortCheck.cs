using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>The port for audit events is open on the running agent, and its certificate is good for a while. Nothing is sent to it.</summary>
/// <param name="host">Of the running agent.</param>
/// <param name="isEncrypted">It has a certificate.</param>
internal sealed class AuditPortCheck(string host, int port, bool isEncrypted, TimeProvider time) : IDoctorCheck
{
    /// <summary>Time enough to renew it without haste.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public CheckArea Area => CheckArea.Platform;

    public string Name => "audit port";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
        if (port == 0)
        {
            return CheckResult.Skipped("audit.listen asks for any free port, so nobody knows which one it is.", "Give it a port: senders have to be told one.");
        }

        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, stop);
            return isEncrypted
                ? await LookAsync(client, address, stop)
                : CheckResult.Warn($"The agent takes connections at {address}, without TLS.", "Set audit.tls.certFile and audit.tls.keyFile, unless nobody else reaches the port.");
        }
        catch (SocketException failure)
        {
            return CheckResult.Fail(
                $"Nobody takes connections at {address}: {failure.SocketErrorCode switch { SocketError.ConnectionRefused => "connection refused", SocketError.HostNotFound => "the name is not known", _ => failure.Message }}.",
                "See that the agent runs with this configuration (audit.listen), and what it says of its certificate.");
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException)
        {
            return CheckResult.Fail(
                $"No TLS comes about at {address}: {failure.Message}",
                "Look at audit.tls.certFile and audit.tls.keyFile: they have to be PEM and belong together. The agent's log says which of them cannot be used.");
        }
    }

    /// <summary>Whom it is for does not matter here: who sends checks that, by its own authority.</summary>
    private async Task<CheckResult> LookAsync(TcpClient client, string address, CancellationToken stop)
    {
        X509Certificate2? shown = null;
#pragma warning disable CA5359 // Nothing is sent: the certificate itself is what is looked at.
        await using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: true, (_, certificate, _, _) =>
        {
            shown = certificate is null ? null : new X509Certificate2(certificate);
            return true;
        });
#pragma warning restore CA5359
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, stop);
        using var certificate = shown ?? throw new AuthenticationException("no certificate was shown");
        return Judge(certificate, address);
    }

    private CheckResult Judge(X509Certificate2 certificate, string address)
    {
        var end = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        var (from, left) = (new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), end - time.GetUtcNow());
        var meaning = string.Create(CultureInfo.InvariantCulture, $"The agent takes connections at {address} with a certificate for {NamesOf(certificate)}, which ends {end:yyyy-MM-dd}");
        const string Renew = "Renew the certificate in audit.tls.certFile; it is used from the next connection on.";
        return from > time.GetUtcNow() ? CheckResult.Fail(string.Create(CultureInfo.InvariantCulture, $"{meaning} and begins only {from:yyyy-MM-dd}: no sender trusts it."), Renew)
            : left <= TimeSpan.Zero ? CheckResult.Fail($"{meaning}: it has ended, and no sender trusts it.", Renew)
            : left < Soon ? CheckResult.Warn(string.Create(CultureInfo.InvariantCulture, $"{meaning}, in {left.TotalDays:0} days."), Renew)
            : CheckResult.Ok($"{meaning}.");
    }

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString()))).ToList();
        return names.Count > 0 ? CheckWords.List(names) : $"{certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)} (without a name or address, which API servers ask for)";
    }
}
