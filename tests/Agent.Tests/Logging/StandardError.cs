using Microsoft.Extensions.Logging;
using Windsock.Agent.Configuration.Sections;
using Windsock.Agent.Logging;

namespace Windsock.Agent.Tests.Logging;

/// <summary>The agent's log as it comes out of the process. Tests that use it share a collection of this name: the process has one
/// standard error, and no other test writes to it.</summary>
internal static class StandardError
{
    public static string Capture(LogThreshold threshold, LogFormat format, Action<ILoggerFactory> log)
    {
        var original = Console.Error;
        using var writer = new StringWriter();
        Console.SetError(writer);
        try
        {
            // Disposing the factory waits until its queue is written.
            using (var factory = AgentLogging.Create(threshold, format, new StoppedClock()))
            {
                log(factory);
            }

            return writer.ToString();
        }
        finally
        {
            Console.SetError(original);
        }
    }
}
