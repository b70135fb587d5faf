using Xunit;

namespace Windsock.Testing;

/// <summary>Finds the real servers and tools that tests run against. <c>eng/real-parts/install.sh</c> and
/// <c>eng/real-parts/kube-apiserver.sh</c> write down where they are.</summary>
public static class RealParts
{
    /// <summary>The path of a tool (<c>PROMETHEUS</c>, <c>PROMTOOL</c>, <c>ALERTMANAGER</c>, <c>AMTOOL</c>, <c>ETCD</c>,
    /// <c>NODE</c>, <c>KUBECTL</c>, <c>CHROMIUM</c>, <c>KUBE_APISERVER</c>), or null when it is not installed.</summary>
    public static string? Find(string key)
    {
        var list = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "windsock", "real-parts", "paths.env");
        if (!File.Exists(list))
        {
            return null;
        }

        var prefix = key + "=";
        var path = File.ReadLines(list).LastOrDefault(line => line.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
        return path is { Length: > 0 } && File.Exists(path) ? path : null;
    }

    /// <summary>The path of a tool; skips the test by name when it is absent. A reason that starts with <c>absent:</c> fails CI.</summary>
    public static string Require(string key)
    {
        var path = Find(key);
        Assert.SkipWhen(path is null, $"absent: {key} (make real-parts kube-apiserver installs it)");
        return path!;
    }

    /// <summary>The folder with the npm peers (<c>@grpc/grpc-js</c>), installed; skips the test when node or they are absent.</summary>
    public static string RequireGrpcPeer()
    {
        Require("NODE");
        var folder = Path.Combine(Repository.Root, "tests", "Testing", "GrpcPeer");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules", "@grpc", "grpc-js")), "absent: @grpc/grpc-js (make real-parts installs it)");
        return folder;
    }

    /// <summary>The folder of the dashboards' code with its npm packages; skips the test when node or they are absent.</summary>
    public static string RequireDashboardTools()
    {
        Require("NODE");
        var folder = Path.Combine(Repository.Root, "deploy", "grafana");
        Assert.SkipUnless(File.Exists(Path.Combine(folder, "node_modules", "typescript", "bin", "tsc")), "absent: packages of deploy/grafana (make real-parts installs them)");
        return folder;
    }
}
