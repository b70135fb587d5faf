using Windsock.FlowCollector.KubernetesAudit;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>Only who is meant to can send audit events, by the configuration and the files that it names.</summary>
internal sealed class AuditSendersCheck(KubernetesAuditOptions options) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Platform;

    public string Name => "senders";

    public Task<CheckResult> RunAsync(CancellationToken stop) => Task.FromResult(Look());

    private CheckResult Look()
    {
        var files = new[] { ("audit.tls.clientCaFile", options.Tls.ClientCaFile), ("audit.tokenFile", options.TokenFile) }.Where(file => file.Item2.Length > 0).ToList();
        if (files.Count == 0)
        {
            return CheckResult.Warn(
                "Nobody has to prove who it is: whoever reaches audit.listen can invent what tasks did.",
                "Set audit.tls.clientCaFile with audit.tls.clientNames, or audit.tokenFile, and take audit.insecure away.");
        }

        foreach (var (key, path) in files)
        {
            if (TroubleWith(path) is { } trouble)
            {
                return CheckResult.Fail($"{key} {path} {trouble}: nobody is let in by it.", "Mount it, or let the agent's user read it. It is read again for each connection.");
            }
        }

        var names = options.Tls.ClientNames;
        return options.Tls.ClientCaFile.Length > 0 && names.Count == 0
            ? CheckResult.Warn(
                $"Every client certificate of {options.Tls.ClientCaFile} lets a sender in.",
                "Name those that do in audit.tls.clientNames, unless that authority signs for API servers alone. The cluster's own signs for every node.")
            : CheckResult.Ok($"Senders are let in by {CheckWords.List([.. WaysIn(names)])}.");
    }

    private IEnumerable<string> WaysIn(IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            yield return $"a client certificate for {string.Join(" or ", names)}";
        }

        if (options.TokenFile.Length > 0)
        {
            yield return "the token of audit.tokenFile";
        }
    }

    private static string? TroubleWith(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return file.ReadByte() < 0 ? "is empty" : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure is FileNotFoundException or DirectoryNotFoundException ? "does not exist here" : "cannot be read";
        }
    }
}
