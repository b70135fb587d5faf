using System.Diagnostics;
using System.Text.Json;
using Windsock.Agent.Simulation.World;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Simulation;

/// <summary>The simulated Hubble against a gRPC client that is not ours.</summary>
public sealed class GrpcPeerTests
{
    private const string Script = """
        const path = require('path');
        const grpc = require('@grpc/grpc-js');
        const loader = require('@grpc/proto-loader');
        const [protos, address] = process.argv.slice(1);
        const definition = loader.loadSync('observer.proto', { includeDirs: [protos], keepCase: true, enums: String, longs: Number });
        const { observer } = grpc.loadPackageDefinition(definition);
        const client = new observer.Observer(address, grpc.credentials.createInsecure());
        client.ServerStatus({}, (failure, status) => {
          if (failure) { console.error(failure.message); process.exit(1); }
          const uuids = [];
          const call = client.GetFlows({ number: 50 });
          call.on('data', answer => uuids.push(answer.flow.uuid));
          call.on('error', error => { console.error(error.message); process.exit(1); });
          call.on('end', () => { console.log(JSON.stringify({ seen: status.seen_flows, uuids })); client.close(); });
        });
        """;

    [Fact]
    public async Task A_client_of_grpc_js_reads_status_and_flows()
    {
        var folder = RealParts.RequireGrpcPeer();
        await using var served = await ServedSimulation.StartAsync();
        served.World.PlayTo(TimeSpan.FromSeconds(3));
        var written = SomeWorld.Played(served.World.Settings, 3).OfType<FlowSeen>().Select(seen => seen.Flow.Id.ToString()).ToList();
        var protos = Path.Combine(Repository.Root, "src", "FlowCollector", "Hubble", "Protos");
        var start = new ProcessStartInfo(RealParts.Require("NODE"), ["-e", Script, "--", protos, "unix://" + served.PublicSocket])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        using var node = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var (said, complained) = (node.StandardOutput.ReadToEndAsync(patience.Token), node.StandardError.ReadToEndAsync(patience.Token));
        await node.WaitForExitAsync(patience.Token);

        Assert.True(node.ExitCode == 0, await complained);
        using var answer = JsonDocument.Parse(await said);
        Assert.Equal(written.Count, answer.RootElement.GetProperty("seen").GetInt32());
        Assert.Equal(written.TakeLast(50), answer.RootElement.GetProperty("uuids").EnumerateArray().Select(one => one.GetString()!));
    }
}
