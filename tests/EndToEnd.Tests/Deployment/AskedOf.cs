using System.Text.Json;

namespace Windsock.EndToEnd.Tests.Deployment;

/// <summary>What somebody asked a kube-apiserver for, by its audit log.</summary>
internal static class AskedOf
{
    /// <summary>Rights that a role has to grant for what the user asked, and the answers that were not given.</summary>
    public static (SortedSet<string> Rights, List<string> Refused) Read(string auditLog, string user)
    {
        var (rights, refused) = (new SortedSet<string>(StringComparer.Ordinal), new List<string>());
        if (!File.Exists(auditLog))
        {
            // The server makes it with its first line.
            return (rights, refused);
        }

        using var log = new StreamReader(new FileStream(auditLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (log.ReadLine() is { } line)
        {
            // The last line may be half written.
            if (!line.EndsWith('}') || !TryParse(line, out var entry))
            {
                continue;
            }

            using (entry)
            {
                var request = entry!.RootElement;
                if (request.GetProperty("user").GetProperty("username").GetString() != user)
                {
                    continue;
                }

                var verb = request.GetProperty("verb").GetString()!;
                var right = request.TryGetProperty("objectRef", out var target) && target.TryGetProperty("resource", out var resource)
                    ? Right(Group(target), resource.GetString()! + (target.TryGetProperty("subresource", out var part) ? "/" + part.GetString() : ""), verb)
                    : $"{verb} {request.GetProperty("requestURI").GetString()}";
                rights.Add(right);
                if (request.TryGetProperty("responseStatus", out var status) && status.TryGetProperty("code", out var code) && code.GetInt32() is 401 or 403)
                {
                    refused.Add(line);
                }
            }
        }

        return (rights, refused);
    }

    public static string Right(string group, string resource, string verb) => $"{verb} {resource}{(group.Length == 0 ? "" : "." + group)}";

    private static string Group(JsonElement target) => target.TryGetProperty("apiGroup", out var group) ? group.GetString()! : "";

    private static bool TryParse(string line, out JsonDocument? entry)
    {
        try
        {
            entry = JsonDocument.Parse(line);
            return true;
        }
        catch (JsonException)
        {
            entry = null;
            return false;
        }
    }
}
