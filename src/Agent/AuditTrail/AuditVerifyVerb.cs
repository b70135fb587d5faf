using System.Text.Json;
using Windsock.Agent.Cli;
using Windsock.Exporter.AuditTrail;
using Windsock.Exporter.AuditTrail.Verifying;

namespace Windsock.Agent.AuditTrail;

/// <summary><c>windsock audit verify</c>: proves that nothing in an audit trail was changed or cut.</summary>
internal static class AuditVerifyVerb
{
    public static Task<int> RunAsync(AuditVerifyArguments arguments, CliConsole console, CancellationToken stop)
    {
        var verdict = Verify(arguments, stop);
        console.Out.Write(arguments.Output == OutputFormat.Json
            ? JsonSerializer.Serialize(verdict, AuditJson.Readable.TrailVerdict) + "\n"
            : AuditVerifyText.Of(verdict));
        return Task.FromResult(verdict.IsWhole ? ExitCode.Ok : ExitCode.TrailBroken);
    }

    private static TrailVerdict Verify(AuditVerifyArguments arguments, CancellationToken stop)
    {
        try
        {
            return TrailVerifier.Verify(TrailPlaces.Open(arguments.Directory), TrailPlaces.ReadKey(arguments.KeyFile, "--key-file"), arguments.ExpectHead, stop);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new CommandFailure(failure.Message, inner: failure);
        }
    }
}
