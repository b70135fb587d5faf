namespace Windsock.Agent.Configuration;

/// <summary>Where a value came from.</summary>
/// <param name="Name">File as named on the command line, or environment variable, or the words for a default.</param>
/// <param name="Line">From 1, in files only; 0 when the file as a whole is meant.</param>
internal readonly record struct ConfigOrigin(OriginKind Kind, string Name, int Line)
{
    public static readonly ConfigOrigin Default = new(OriginKind.Default, "default", 0);

    public static ConfigOrigin InFile(string file, int line = 0) => new(OriginKind.File, file, line);

    public static ConfigOrigin InEnvironment(string variable) => new(OriginKind.Environment, variable, 0);

    /// <summary>A default that is read from the surroundings, for example the host name.</summary>
    public static ConfigOrigin DefaultFrom(string words) => new(OriginKind.Default, $"default ({words})", 0);

    public override string ToString() => Kind switch
    {
        OriginKind.File => Line > 0 ? $"{Name}:{Line}" : Name,
        OriginKind.Environment => $"environment {Name}",
        _ => Name,
    };
}

internal enum OriginKind : byte { Default, File, Environment }
