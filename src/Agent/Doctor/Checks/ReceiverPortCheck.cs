using System.Globalization;
using System.Net.Sockets;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>The port that proxies send to is open on the running agent.</summary>
/// <param name="host">Of the running agent.</param>
internal sealed class ReceiverPortCheck(string host, int port) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Istio;

    public string Name => "receiver";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
        if (port == 0)
        {
            return CheckResult.Skipped("istio.receiver.listen asks for any free port, so nobody knows which one it is.", "Give it a port: proxies have to be told one.");
        }

        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, stop);
            return CheckResult.Ok($"The agent takes connections at {address}.");
        }
        catch (SocketException failure)
        {
            return CheckResult.Fail(
                $"Nobody takes connections at {address}: {failure.SocketErrorCode switch { SocketError.ConnectionRefused => "connection refused", SocketError.HostNotFound => "the name is not known", _ => failure.Message }}.",
                "See that the agent runs with this configuration (istio.receiver.listen), and that the port is in the pod's network policies.");
        }
    }
}
