namespace Windsock.FlowCollector.Tests.Grpc.Server;

/// <summary>What many streams wait for; opens at the latest when the test ends.</summary>
internal sealed class StreamGate : IDisposable
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Opened => _opened.Task;

    public void Open() => _opened.TrySetResult();

    public void Dispose() => Open();
}
