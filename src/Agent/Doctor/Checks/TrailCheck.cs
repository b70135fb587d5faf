using System.Globalization;
using Windsock.Exporter.AuditTrail;
using Windsock.Exporter.AuditTrail.Verifying;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>The audit trail can be read, and nothing in it was changed or cut, as far as it can tell itself.</summary>
/// <param name="directory"><c>platform.trail.directory</c>; not empty.</param>
/// <param name="keyFile"><c>platform.trail.keyFile</c>; empty for none.</param>
internal sealed class TrailCheck(string directory, string keyFile) : IDoctorCheck
{
    private const string Key = "platform.trail.directory";

    public CheckArea Area => CheckArea.Platform;

    public string Name => "audit trail";

    public Task<CheckResult> RunAsync(CancellationToken stop) => Task.FromResult(Look(stop));

    private CheckResult Look(CancellationToken stop)
    {
        try
        {
            return Directory.Exists(directory)
                ? Judge(TrailVerifier.Verify(TrailPlaces.Open(directory), keyFile.Length == 0 ? null : TrailPlaces.ReadKey(keyFile, "platform.trail.keyFile"), expectedHead: null, stop))
                : CheckResult.Fail($"{Key} '{directory}' does not exist here.", "Mount it, or run this where the agent runs: kubectl -n windsock exec POD -- /app/windsock doctor");
        }
        catch (OperationCanceledException)
        {
            return CheckResult.Skipped($"The trail in {directory} is longer than this check has time for; 'windsock audit verify {directory}' takes it.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return CheckResult.Fail($"The trail in {directory} cannot be read: {failure.Message}", "Let the user who runs this read the directory and platform.trail.keyFile.");
        }
    }

    private CheckResult Judge(TrailVerdict verdict)
    {
        if (!verdict.IsWhole)
        {
            var first = verdict.Problems[0];
            return CheckResult.Fail(
                $"The trail in {directory} is not what was written: {CheckWords.Count(verdict.ProblemCount, "problem", "problems")}, the first: {(first.File.Length > 0 ? $"{first.File} " : "")}{first.What}.",
                $"'windsock audit verify {directory}' names them all; docs/guides/audit-trail.md says what each means. Keep the files as they are.");
        }

        var meaning = string.Create(CultureInfo.InvariantCulture, $"{CheckWords.Count(verdict.Records, "record", "records")} in {directory} follow one from the other, {verdict.SealedFiles} of {verdict.Files} files are sealed");
        return verdict.Missing > 0
            ? CheckResult.Warn($"{meaning}; {CheckWords.Count(verdict.Missing, "record is", "records are")} known to be missing.", $"'windsock audit query {directory} --kind gap' says when and why: a full disk, a full queue, a stop without time.")
            : CheckResult.Ok($"{meaning}.");
    }
}
