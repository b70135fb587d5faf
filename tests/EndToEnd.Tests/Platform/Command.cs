using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.Platform;

/// <summary>A command of the program that ends by itself.</summary>
internal static class Command
{
    public static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        await using var process = WindsockProgram.Start(arguments);
        var code = await process.ExitAsync(TimeSpan.FromSeconds(60));
        return (code, process.Output);
    }
}
