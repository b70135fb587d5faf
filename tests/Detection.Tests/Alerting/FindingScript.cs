using Windsock.Detection.Alerting.Options;
using Windsock.Model.Findings;

namespace Windsock.Detection.Tests.Alerting;

/// <summary>Findings, all-clears, blindness, pauses and restarts in no sensible order, from a seed.</summary>
internal sealed class FindingScript
{
    private static readonly string[] Rules = ["egress_denied", "more_than_usual", "proxy_down", "quota"];

    private readonly Random _random;
    private readonly bool _hasKills;
    private readonly RememberingStore _store = new();

    /// <param name="hasKills">Restarts may forget what was written last.</param>
    /// <param name="hasRestarts">There are restarts.</param>
    public FindingScript(int seed, bool hasRestarts = false, bool hasKills = false)
    {
        _random = new Random(seed);
        (_hasKills, HasRestarts) = (hasKills, hasRestarts || hasKills);
        Booking = new Booking(Configure, store: _store) { IsCoarse = true };
    }

    public Booking Booking { get; }

    public AlertingOptions Options { get; private set; } = new();

    public double Now { get; private set; }

    public bool HasRestarts { get; }

    /// <summary>Those that are severe enough.</summary>
    public List<Finding> Found { get; } = [];

    public void Play(int count)
    {
        for (var index = 0; index < count; index++)
        {
            Now += _random.Next(12) switch { 0 => _random.Next(20_000), < 3 => _random.Next(600), < 8 => _random.Next(20), _ => 0 } + Math.Round(_random.NextDouble(), 3);
            Step();
            Assert.InRange(Booking.Book.MemberCount, 0, Options.MaxMembers);
            Assert.InRange(Booking.Book.AlertCount, 0, Options.MaxAlerts);
        }
    }

    /// <summary>Until everything is over.</summary>
    public void PlayOut()
    {
        Booking.SeeAgain(Now += 1);
        Booking.Until(Now += 3 * 86_400);
    }

    private void Step()
    {
        switch (_random.Next(20))
        {
            case < 11:
                var finding = Booking.Finding(
                    Now, $"t{_random.Next(6)}", $"c{_random.Next(4)}", Rules[_random.Next(4)], (Severity)_random.Next(3), _random.Next(3) == 0 ? "pay" : "etl", _random.Next(2) == 0 ? $"r{_random.Next(5)}" : "");
                Booking.Observe(finding);
                if (finding.Severity != Severity.Info)
                {
                    Found.Add(finding);
                }

                break;
            case < 15:
                Booking.Clear(Now, $"t{_random.Next(6)}", _random.Next(2) == 0 ? null : $"c{_random.Next(4)}", Rules[_random.Next(4)]);
                break;
            case 15:
                Booking.Blind(Now);
                break;
            case 16:
                Booking.SeeAgain(Now);
                break;
            case 17 when HasRestarts:
                Restart();
                break;
            default:
                Booking.Until(Now);
                break;
        }
    }

    private void Restart()
    {
        if (!_hasKills)
        {
            Booking.Until(Now).Finish();
        }
        else if (_random.Next(2) == 0)
        {
            var lost = Math.Min(_random.Next(1, 4), _store.Written.Count);
            _store.Written.RemoveRange(_store.Written.Count - lost, lost);
        }

        Booking.Restart(0.1 + (_random.Next(3) * _random.NextDouble() * 100));
        Now = Math.Max(Now, Booking.Now);
    }

    private void Configure(AlertingOptions options)
    {
        Options = options;
        options.MinFindings = _random.Next(1, 3);
        options.MinSubjects = _random.Next(1, 3);
        options.MinTries = _random.Next(1, 3);
        options.For = TimeSpan.FromSeconds(_random.Next(3) * _random.Next(300));
        options.GroupWait = TimeSpan.FromSeconds(_random.Next(3));
        options.GroupInterval = TimeSpan.FromSeconds(10 + _random.Next(600));
        options.RepeatInterval = TimeSpan.FromSeconds(60 + _random.Next(20_000));
        options.KeepFiring = TimeSpan.FromSeconds(10 + _random.Next(50_000));
        options.MinFiring = TimeSpan.FromSeconds(_random.Next(2) * _random.Next(200));
        options.MaxFlaps = _random.Next(1, 4);
        options.MaxAlerts = _random.Next(3) == 0 ? 5 : 100;
        options.MaxMembersPerAlert = _random.Next(3) == 0 ? 2 : 20;
        options.MaxMembers = _random.Next(3) == 0 ? 10 : 100;
        options.Maintenance = _random.Next(2) == 0 ? [] : [new MaintenanceOptions { Dags = "etl", When = "22:00-23:59" }, new MaintenanceOptions { Dags = "pay", Rules = "quota", When = "Wed 00:00-12:00" }];
        options.Inhibitions = _random.Next(2) == 0 ? [] : [new InhibitionOptions { Source = "quota", Targets = ["egress_denied", "proxy_down"] }];
    }
}
