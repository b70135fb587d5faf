using Microsoft.Extensions.Logging;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.KubernetesAudit.Port;

/// <summary>Says what happens at the port, when it changes: senders repeat their mistakes many times a minute. Any thread.</summary>
internal sealed class AuditSayings(ILogger logger, TimeProvider time)
{
    /// <summary>The same is said again after that, while it goes on.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    /// <summary>Something else of the same kind is said after that: a sender may find something new with each request.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly LastSaid _refused = new();
    private readonly LastSaid _undecided = new();
    private readonly LastSaid _certificates = new();
    private readonly LastSaid _cut = new();
    private readonly LastSaid _failed = new();
    private int _isFull;

    public void SenderRefused(string reason, string path, IpAddress remote)
    {
        if (_refused.MaySay(reason + path, time))
        {
            KubernetesAuditLog.SenderRefused(logger, reason, path, remote.ToString());
        }
    }

    public void SenderUndecided(string path, string reason)
    {
        if (_undecided.MaySay(reason, time))
        {
            KubernetesAuditLog.SenderUndecided(logger, path, reason);
        }
    }

    public void CertificatesUnusable(string reason)
    {
        if (_certificates.MaySay(reason, time))
        {
            KubernetesAuditLog.CertificatesUnusable(logger, reason);
        }
    }

    public void BodyCut(int limit, string path)
    {
        if (_cut.MaySay(path, time))
        {
            KubernetesAuditLog.BodyCut(logger, limit, path);
        }
    }

    public void ReadingFailed(string path, Exception failure)
    {
        if (_failed.MaySay(path + failure.GetType(), time))
        {
            KubernetesAuditLog.ReadingFailed(logger, path, failure);
        }
    }

    /// <summary>A request was taken, or refused because the queue is full.</summary>
    public void Took(bool isTaken)
    {
        if (Interlocked.Exchange(ref _isFull, isTaken ? 0 : 1) == (isTaken ? 0 : 1))
        {
            return;
        }

        if (isTaken)
        {
            KubernetesAuditLog.QueueHasRoom(logger);
        }
        else
        {
            KubernetesAuditLog.QueueFull(logger);
        }
    }

    /// <summary>What was said last of one kind.</summary>
    private sealed class LastSaid
    {
        private volatile Saying? _last;

        /// <summary>Two threads that ask at once may both be told yes: a line too many, not a lock.</summary>
        public bool MaySay(string text, TimeProvider time)
        {
            var (last, now) = (_last, time.GetUtcNow());
            if (last is not null && now - last.At < (last.Text == text ? Again : Pause))
            {
                return false;
            }

            _last = new Saying(text, now);
            return true;
        }
    }

    private sealed record Saying(string Text, DateTimeOffset At);
}
