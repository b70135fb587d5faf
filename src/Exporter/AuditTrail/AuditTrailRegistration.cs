using System.Reflection;
using Microsoft.Extensions.Logging;
using Windsock.Exporter.AuditTrail.Writing;
using Windsock.Pipeline.Storage;

namespace Windsock.Exporter.AuditTrail;

/// <summary>Builds the audit trail from its options.</summary>
public static class AuditTrailRegistration
{
    /// <param name="options">Validated.</param>
    /// <param name="node">Name of the agent in its records.</param>
    /// <param name="airflowNamespaces">Namespaces in which callers whom nobody knows are recorded; <c>*</c> stands for all.</param>
    public static AuditTrailParts Create(TrailOptions options, string node, IReadOnlyList<string> airflowNamespaces, TimeProvider time, ILoggerFactory loggers)
    {
        if (options.Directory.Length == 0)
        {
            return new AuditTrailParts([], [], [], [], new TrailMetrics(null));
        }

        var folder = new DiskFolder(options.Directory);
        var settings = new TrailSettings(node, Version, options.MaxFileBytes, options.Fsync, options.MaxAge, options.MaxBytes);
        // The key is read when the file is opened: a secret that is not mounted yet is waited for, not a reason to end.
        var stage = new TrailStage(
            books => new TrailWriter(folder, settings, TrailKey.Read(options.KeyFile, "platform.trail.keyFile"), books, time),
            new TrailRetention(folder, settings, time).Apply,
            options.Directory, options.Queue, time, loggers.CreateLogger("Windsock.AuditTrail"));
        var observer = new TrailObserver(stage, new TrailSelection(options.Actions, airflowNamespaces));
        return new AuditTrailParts([observer], [observer], [observer], [stage], new TrailMetrics(stage.Books));
    }

    private static string Version =>
        typeof(AuditTrailRegistration).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
