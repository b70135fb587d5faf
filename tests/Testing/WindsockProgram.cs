namespace Windsock.Testing;

/// <summary>The <c>windsock</c> program as it was built with the tests that reference its project.</summary>
public static class WindsockProgram
{
    private static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "windsock");

    /// <summary>Starts it in the folder of the tests.</summary>
    public static ChildProcess Start(params string[] arguments) => ChildProcess.Start(Path, arguments, AppContext.BaseDirectory);

    /// <summary>Starts it with variables beside those of the tests.</summary>
    public static ChildProcess StartWith(IEnumerable<KeyValuePair<string, string>> environment, params string[] arguments) =>
        ChildProcess.Start("env", [.. environment.Select(variable => $"{variable.Key}={variable.Value}"), Path, .. arguments], AppContext.BaseDirectory);
}
