namespace Windsock.Agent.Configuration;

/// <summary>One mistake: where, which key, what is wrong and what would be right.</summary>
/// <param name="Path">For example <c>hubble.tls.caFile</c>; empty when the file as a whole is meant.</param>
/// <param name="Message">One line, without the path. Never holds the value of a key that could be a secret.</param>
internal sealed record ConfigurationError(ConfigOrigin Origin, string Path, string Message)
{
    public override string ToString() => Path.Length == 0 ? $"{Origin}: {Message}" : $"{Origin}: {Path}: {Message}";
}
