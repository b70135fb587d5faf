using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Web.Home;

/// <summary>A real browser without a window, led over its debugging protocol (Chrome DevTools Protocol, JSON over a WebSocket).</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly ClientWebSocket _socket = new();
    private readonly ChildProcess _process;
    private int _last;

    private Chromium(string path)
    {
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", "--hide-scrollbars",
            "--remote-debugging-port=0", $"--user-data-dir={_folder.Path}", "about:blank",
        ];
        _process = ChildProcess.Start(path, arguments, _folder.Path);
    }

    public static async Task<Chromium> StartAsync(string path, CancellationToken stop)
    {
        var browser = new Chromium(path);
        try
        {
            var port = await Eventually.GetAsync(() => Task.FromResult(browser.Port()), static port => port.Length > 0, Patience, "Chromium listens");
            using var client = new HttpClient();
            var page = await Eventually.GetAsync(
                async () => JsonNode.Parse(await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json/list"), stop))!.AsArray().FirstOrDefault(target => (string?)target!["type"] == "page"),
                static target => target is not null,
                Patience,
                "Chromium has a page");
            await browser._socket.ConnectAsync(new Uri((string)page!["webSocketDebuggerUrl"]!), stop);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Shows a page in a window of this width, and answers when it is laid out.</summary>
    public async Task OpenAsync(Uri address, int width, int height, bool isDark, CancellationToken stop)
    {
        await AskAsync("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 }, stop);
        await AskAsync("Emulation.setEmulatedMedia", new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" }) }, stop);
        await AskAsync("Page.navigate", new JsonObject { ["url"] = address.ToString() }, stop);
        await Eventually.GetAsync(
            () => EvaluateAsync("document.readyState + ' ' + location.href", stop), state => state == $"complete {address}", Patience, "the page is laid out");
    }

    /// <summary>The value of an expression in the page, as text.</summary>
    public async Task<string> EvaluateAsync(string expression, CancellationToken stop)
    {
        var answer = await AskAsync("Runtime.evaluate", new JsonObject { ["expression"] = $"String({expression})" }, stop);
        return (string?)answer["result"]?["value"] ?? throw new InvalidOperationException($"{expression}: {answer.ToJsonString()}");
    }

    /// <summary>The whole page as PNG.</summary>
    public async Task<byte[]> PictureAsync(CancellationToken stop)
    {
        var answer = await AskAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png", ["captureBeyondViewport"] = true }, stop);
        return Convert.FromBase64String((string)answer["data"]!);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private string Port()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"Chromium ended:\n{string.Join('\n', _process.Errors)}");
        }

        return _process.Errors.Select(line => Regex.Match(line, @"^DevTools listening on ws://127\.0\.0\.1:(\d+)/")).FirstOrDefault(match => match.Success)?.Groups[1].Value ?? "";
    }

    private async Task<JsonNode> AskAsync(string method, JsonObject parameters, CancellationToken stop)
    {
        using var enough = new CancellationTokenSource(Patience);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, stop);
        var question = new JsonObject { ["id"] = ++_last, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(question), WebSocketMessageType.Text, true, both.Token);
        while (true)
        {
            // Events come between the answers.
            var message = await ReceiveAsync(both.Token);
            if ((int?)message["id"] == _last)
            {
                return message["result"] ?? throw new InvalidOperationException($"{method}: {message.ToJsonString()}");
            }
        }
    }

    private async Task<JsonNode> ReceiveAsync(CancellationToken stop)
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), stop);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(message.ToArray())!;
    }
}
