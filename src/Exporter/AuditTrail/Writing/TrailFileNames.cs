using System.Globalization;

namespace Windsock.Exporter.AuditTrail.Writing;

/// <summary>How the files of a trail are called.</summary>
internal static class TrailFileNames
{
    /// <summary>How far the trail was surely written.</summary>
    public const string Head = "trail.head";

    public const string Lock = "audit.lock";

    private const string Prefix = "audit-";
    private const string Extension = ".jsonl";
    private const string ManifestExtension = ".manifest";
    private const int Digits = 19;

    /// <summary>File that begins with this record.</summary>
    public static string Of(long first) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{first:D19}{Extension}");

    public static string ManifestOf(string file) => file[..^Extension.Length] + ManifestExtension;

    /// <summary>File of a manifest.</summary>
    public static string FileOf(string manifest) => manifest[..^ManifestExtension.Length] + Extension;

    /// <summary>Where a torn end of a file is kept.</summary>
    public static string TornOf(string file, string sha256) => $"{file[..^Extension.Length]}.torn-{sha256[..12]}";

    /// <summary>The same until the trail says so.</summary>
    public static string MovingOf(string torn) => torn + ".moving";

    public static bool IsMoving(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(".moving", StringComparison.Ordinal);

    public static string TornOfMoving(string name) => name[..^".moving".Length];

    public static bool IsTorn(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) && name.Contains(".torn-", StringComparison.Ordinal);

    public static bool IsManifest(string name) => FirstOf(name, ManifestExtension) is not null;

    /// <summary>First record of a file; null: it is no file of records.</summary>
    public static long? FirstOf(string name) => FirstOf(name, Extension);

    private static long? FirstOf(string name, string extension) =>
        name.Length == Prefix.Length + Digits + extension.Length && name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(extension, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(Prefix.Length, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first > 0
            ? first
            : null;
}
