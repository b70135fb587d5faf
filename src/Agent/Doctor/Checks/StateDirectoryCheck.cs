using System.Globalization;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>What must survive a restart can be written, and will be there afterwards.</summary>
/// <param name="directory"><c>node.stateDirectory</c>; empty for none.</param>
internal sealed class StateDirectoryCheck(string directory, bool hasReceivers) : IDoctorCheck
{
    /// <summary>The outbox and the profiles of a busy node take less.</summary>
    private const long EnoughBytes = 256L * 1024 * 1024;

    private const string Key = "node.stateDirectory";

    public CheckArea Area => CheckArea.State;

    public string Name => "directory";

    public Task<CheckResult> RunAsync(CancellationToken stop) => Task.FromResult(Look());

    private CheckResult Look()
    {
        if (directory.Length == 0)
        {
            const string Meaning = $"{Key} is empty: what was learned of tasks is forgotten when the agent restarts";
            return hasReceivers
                ? CheckResult.Warn($"{Meaning}, and alerts that wait are lost.", $"Set {Key} to a volume or a hostPath.")
                : CheckResult.Skipped($"{Meaning}.");
        }

        // A name of its own: what the agent keeps there is not touched.
        var probe = Path.Combine(directory, $"doctor-{Guid.NewGuid():N}.tmp");
        try
        {
            if (!Directory.Exists(directory))
            {
                return CheckResult.Fail($"{Key} '{directory}' does not exist here.", "Mount it, or run this where the agent runs: kubectl -n windsock exec POD -- /app/windsock doctor");
            }

            File.WriteAllText(probe, "windsock doctor\n");
            File.Delete(probe);
            return Judge(new DriveInfo(directory));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return CheckResult.Fail($"{Key} '{directory}' cannot be written: {failure.Message}", "Let the agent's user write it (fsGroup, or the owner of the hostPath), or name another directory.");
        }
    }

    private CheckResult Judge(DriveInfo drive)
    {
        var meaning = string.Create(
            CultureInfo.InvariantCulture, $"{directory} can be written; it is on {drive.DriveFormat}, with {drive.AvailableFreeSpace / (1024.0 * 1024 * 1024):0.0} GiB free.");
        return drive.DriveFormat is "overlay" or "overlayfs" or "tmpfs"
            ? CheckResult.Warn($"{meaning} That goes away with the container.", "Mount a volume or a hostPath there.")
            : drive.AvailableFreeSpace < EnoughBytes
                ? CheckResult.Warn(meaning, "Make room: the agent goes on without it, and forgets at the next restart.")
                : CheckResult.Ok(meaning);
    }
}
