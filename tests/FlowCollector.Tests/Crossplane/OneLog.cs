using Microsoft.Extensions.Logging;

namespace Windsock.FlowCollector.Tests.Crossplane;

/// <summary>Gives everybody the same log.</summary>
internal sealed class OneLog(ILogger log) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider)
    {
        // There is one log.
    }

    public ILogger CreateLogger(string categoryName) => log;

    public void Dispose()
    {
        // Nothing to give back.
    }
}
