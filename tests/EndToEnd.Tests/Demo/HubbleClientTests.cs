using System.Text.Json.Nodes;
using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.Demo;

/// <summary>The demo's public socket as <c>hubble status</c> and <c>hubble observe --server unix://...</c> use it, through a gRPC
/// client that is not ours.</summary>
public sealed class HubbleClientTests : IDisposable
{
    private const string Script = """
        const grpc = require('@grpc/grpc-js');
        const loader = require('@grpc/proto-loader');
        const [protos, address] = process.argv.slice(1);
        const definition = loader.loadSync('observer.proto', { includeDirs: [protos], keepCase: true, enums: String, longs: Number });
        const { observer } = grpc.loadPackageDefinition(definition);
        const client = new observer.Observer(address, grpc.credentials.createInsecure());
        const status = () => new Promise((resolve, reject) =>
          client.ServerStatus({}, { deadline: Date.now() + 10000 }, (failure, answer) => failure ? reject(failure) : resolve(answer)));
        const flows = (request, seconds) => new Promise(resolve => {
          const got = [];
          const call = client.GetFlows(request, { deadline: Date.now() + seconds * 1000 });
          call.on('data', answer => { if (answer.flow) got.push(answer.flow); });
          call.on('error', failure => resolve({ code: failure.code, flows: got }));
          call.on('end', () => resolve({ code: 0, flows: got }));
        });
        const short = answer => ({ code: answer.code, uuids: answer.flows.map(flow => flow.uuid), pods: answer.flows.filter(flow => flow.source.pod_name).length });
        (async () => {
          const asked = await status();
          const last = short(await flows({ number: 20 }, 10));
          const first = short(await flows({ number: 20, first: true }, 10));
          const oldest = short(await flows({ number: 20, first: true }, 10));
          const followed = short(await flows({ number: 20, follow: true }, 3));
          const dropped = await flows({ number: 5, whitelist: [{ verdict: ['DROPPED'] }] }, 10);
          console.log(JSON.stringify({ version: asked.version, seen: asked.seen_flows, max: asked.max_flows,
            last, first, oldest, followed, verdicts: dropped.flows.map(flow => flow.verdict) }));
          client.close();
        })().catch(failure => { console.error(failure.message); process.exit(1); });
        """;

    private const int DeadlineExceeded = 4;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("windsock-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_client_of_grpc_js_sees_what_the_agent_sees()
    {
        var peer = RealParts.RequireGrpcPeer();
        var socket = Path.Combine(_folder.FullName, "hubble.sock");
        await using var demo = new DemoRun(5, TimeSpan.FromSeconds(20), "--socket", socket);
        await Eventually.HoldsAsync(() => Task.FromResult(File.Exists(socket) || demo.HasExited), TimeSpan.FromSeconds(30), "the socket");

        // Flows begin when the agent is connected; asked too early, there are fewer than twenty.
        var answer = await Eventually.GetAsync(
            () => AskAsync(peer, socket), seen => seen["last"]!["uuids"]!.AsArray().Count == 20, TimeSpan.FromSeconds(30), "twenty flows");

        Assert.StartsWith("cilium v", answer["version"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(answer["seen"]!.GetValue<long>() >= 20 && answer["max"]!.GetValue<long>() >= 4095);
        var (last, first, oldest) = (Uuids(answer["last"]), Uuids(answer["first"]), Uuids(answer["oldest"]));
        Assert.Equal(20, last.Distinct().Count());
        Assert.Equal(20, first.Count);
        Assert.Equal(first, oldest);
        Assert.All(["last", "first"], which => Assert.Equal(0, answer[which]!["code"]!.GetValue<int>()));
        Assert.True(answer["last"]!["pods"]!.GetValue<int>() > 0, "flows name pods");
        Assert.Equal(DeadlineExceeded, answer["followed"]!["code"]!.GetValue<int>());
        Assert.True(Uuids(answer["followed"]).Count > 20, "what was there, and what came then");
        Assert.All(answer["verdicts"]!.AsArray(), verdict => Assert.Equal("DROPPED", verdict!.GetValue<string>()));

        // The agent's books do not notice that somebody else looked.
        Assert.Equal([], await demo.JudgeAsync());
    }

    private static async Task<JsonNode> AskAsync(string peer, string socket)
    {
        var protos = Path.Combine(Repository.Root, "src", "FlowCollector", "Hubble", "Protos");
        await using var node = ChildProcess.Start(RealParts.Require("NODE"), ["-e", Script, "--", protos, "unix://" + socket], peer);
        var code = await node.ExitAsync(TimeSpan.FromSeconds(60));
        Assert.True(code == 0, string.Join('\n', node.Errors));
        return JsonNode.Parse(node.Output)!;
    }

    private static List<string> Uuids(JsonNode? answer) => [.. answer!["uuids"]!.AsArray().Select(one => one!.GetValue<string>())];
}
