using System.Text.Json;
using Windsock.Model.Flows;

namespace Windsock.Detection.Platform.Identities;

/// <summary>What is known of every account that tasks act through. Bounded: the one that was used longest ago makes room. Kept as JSON,
/// version 1.</summary>
internal sealed class RightsBook
{
    public const int MaxAccounts = 256;

    private const int MaxText = 512;
    private const int Version = 1;

    private readonly Dictionary<string, AccountRights> _accounts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, AccountRights> Accounts => _accounts;

    public AccountRights? Find(string account) => _accounts.GetValueOrDefault(account);

    public AccountRights Enter(string account, Instant first)
    {
        if (_accounts.TryGetValue(account, out var known))
        {
            return known;
        }

        if (_accounts.Count >= MaxAccounts)
        {
            _accounts.Remove(_accounts.MinBy(one => one.Value.Last.UnixNanoseconds).Key);
        }

        var rights = new AccountRights(first);
        _accounts.Add(account, rights);
        return rights;
    }

    public byte[] Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartArray("accounts");
            foreach (var (name, rights) in _accounts)
            {
                Write(json, name, rights);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <exception cref="FormatException">It is not what this version writes; nothing was taken in.</exception>
    public void Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            if (document.RootElement.GetProperty("version").GetInt32() != Version)
            {
                throw new FormatException($"its version is not {Version}");
            }

            var accounts = document.RootElement.GetProperty("accounts").EnumerateArray().Select(account => (Name: Text(account, "name"), Rights: Rights(account))).ToList();
            foreach (var (name, rights) in accounts.TakeLast(MaxAccounts))
            {
                _accounts[name] = rights;
            }
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"it holds no rights of accounts: {failure.Message}", failure);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, AccountRights rights)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("first", rights.First.UnixNanoseconds);
        json.WriteNumber("last", rights.Last.UnixNanoseconds);
        json.WriteNumber("actions", rights.Actions);
        json.WriteStartArray("dags");
        foreach (var dag in rights.Dags)
        {
            Write(json, dag);
        }

        json.WriteEndArray();
        json.WriteStartArray("rights");
        foreach (var (right, user) in rights.Users)
        {
            json.WriteStartObject();
            json.WriteString("verb", right.Verb);
            json.WriteString("kind", right.Kind);
            json.WriteString("namespace", right.Namespace);
            if (user is { } dag)
            {
                json.WritePropertyName("user");
                Write(json, dag);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, DagKey dag)
    {
        json.WriteStartObject();
        json.WriteString("namespace", dag.Namespace);
        json.WriteString("dag", dag.DagId);
        json.WriteEndObject();
    }

    private static AccountRights Rights(JsonElement account)
    {
        var users = account.GetProperty("rights").EnumerateArray().Select(right => (
            new Right(Text(right, "verb"), Text(right, "kind"), Text(right, "namespace")),
            right.TryGetProperty("user", out var user) ? Dag(user) : (DagKey?)null));
        return new AccountRights(
            new Instant(account.GetProperty("first").GetInt64()), new Instant(account.GetProperty("last").GetInt64()), account.GetProperty("actions").GetInt32(),
            account.GetProperty("dags").EnumerateArray().Select(Dag), users);
    }

    private static DagKey Dag(JsonElement dag) => new(Text(dag, "namespace"), Text(dag, "dag"));

    private static string Text(JsonElement json, string key) =>
        json.GetProperty(key).GetString() is { Length: <= MaxText } text ? text : throw new FormatException($"{key} is missing or longer than {MaxText} characters");
}
