using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Grpc.Server;
using Windsock.FlowCollector.IstioAccessLog;
using Windsock.FlowCollector.Otlp;
using Windsock.FlowCollector.Tests.CallReceivers;
using Windsock.FlowCollector.Tests.Grpc;
using Windsock.Pipeline.Sources;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.Otlp;

/// <summary>The receivers as the agent has them, on two ports of loopback, and what they have taken.</summary>
internal sealed class RunningReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _sources = [];
    private readonly HttpClient _client = new();
    private readonly ReceiverOptions _options;
    private LoopbackServer? _web;

    /// <param name="taken">Where calls go, from all sources.</param>
    public RunningReceiver(TakenCalls taken, OtlpOptions otlp, int messageLimit = 4 << 20)
    {
        Taken = taken;
        _options = new ReceiverOptions { Listen = $"127.0.0.1:{FreePort.Next()}", Limits = new GrpcServerOptions { MessageLimitBytes = messageLimit } };
        Parts = CallReceiversRegistration.Create(_options, new AccessLogOptions { Enabled = true, VerifySender = false }, otlp, TimeProvider.System, NullLoggerFactory.Instance);
    }

    public CallReceiverParts Parts { get; }

    public TakenCalls Taken { get; }

    public Uri Grpc => new($"http://{_options.Listen}");

    public Uri Logs => new($"http://{_web!.Address}/v1/logs");

    public static OtlpOptions Trusting { get; } = new() { Enabled = true, VerifySender = false };

    /// <summary>Starts what answers HTTP, before the sources run.</summary>
    public async Task ServeHttpAsync() => _web = await LoopbackServer.OnTcpAsync(app => app.Map("/v1/logs", Parts.OtlpOverHttp!), protocols: HttpProtocols.Http1);

    public async Task RunAsync()
    {
        foreach (var source in Parts.Sources)
        {
            _sources.Add(source.RunAsync(Taken.Writer, _stop.Token));
        }

        await Eventually.HoldsAsync(() => System.Threading.Tasks.Task.FromResult(Taken.Ledger.IsUp), Patience, "the port is open");
    }

    public static async Task<RunningReceiver> StartAsync(TakenCalls taken, OtlpOptions otlp, int messageLimit = 4 << 20)
    {
        var receiver = new RunningReceiver(taken, otlp, messageLimit);
        await receiver.ServeHttpAsync();
        await receiver.RunAsync();
        return receiver;
    }

    public async Task<HttpResponseMessage> PostAsync(byte[] body, string contentType = "application/x-protobuf", string? encoding = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return await _client.PostAsync(Logs, content, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await System.Threading.Tasks.Task.WhenAll(_sources);
        await (_web?.DisposeAsync() ?? ValueTask.CompletedTask);
        _client.Dispose();
        _stop.Dispose();
    }
}
