using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Windsock.FlowCollector.KubernetesAudit.Decoding;

/// <summary>Says of which events nothing is wanted. Immutable.</summary>
internal sealed class AuditFilter(KubernetesAuditOptions options)
{
    private const string StateLockPrefix = "lock-tfstate-";

    private readonly NamePatterns _users = new(options.IgnoredUsers);
    private readonly NamePatterns _readers = new(options.IgnoredReaders);
    private readonly NamePatterns _resources = new(options.IgnoredResources);

    /// <summary>Null: it is wanted.</summary>
    public IgnoredReason? Of(in AuditRecord record)
    {
        if (record.Stage is not (AuditStage.ResponseComplete or AuditStage.Panic))
        {
            return IgnoredReason.Stage;
        }

        // What is asked in the name of another is what somebody may want to hide.
        if (record.ImpersonatedUsername.Length == 0 && _users.Match(record.User.Username))
        {
            return IgnoredReason.User;
        }

        var isRead = record.Verb is "get" or "list" or "watch" or "head" or "options";
        if (isRead && record.ImpersonatedUsername.Length == 0 && _readers.Match(record.User.Username))
        {
            return IgnoredReason.Reader;
        }

        return record.Object is { } target
            ? IsNoise(record, target) ? IgnoredReason.Resource : null
            : isRead && record.Status.Code is > 0 and < 400 ? IgnoredReason.NonResource : null;
    }

    private bool IsNoise(in AuditRecord record, in AuditObject target)
    {
        if (!_resources.Match(target.ApiGroup.Length == 0 ? target.Resource : $"{target.Resource}.{target.ApiGroup}"))
        {
            return false;
        }

        var isLease = target is { Resource: "leases", ApiGroup: "coordination.k8s.io" };

        // A creation that was denied has no name: it may have been that of a state lock.
        var mayBeStateLock = target.Name.StartsWith(StateLockPrefix, StringComparison.Ordinal) || (target.Name.Length == 0 && record.Verb == "create");
        return !(isLease && mayBeStateLock);
    }

    /// <summary>Names, some with a * at their end.</summary>
    private sealed class NamePatterns(IReadOnlyList<string> patterns)
    {
        private readonly FrozenSet<string> _names = patterns.Where(pattern => !pattern.EndsWith('*')).ToFrozenSet(StringComparer.Ordinal);
        private readonly ImmutableArray<string> _prefixes = [.. patterns.Where(pattern => pattern.EndsWith('*')).Select(pattern => pattern[..^1])];

        public bool Match(string name)
        {
            if (_names.Contains(name))
            {
                return true;
            }

            foreach (var prefix in _prefixes)
            {
                if (name.StartsWith(prefix, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
