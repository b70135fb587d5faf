using System.Collections.Immutable;

namespace Windsock.Exporter.AuditTrail.Verifying;

/// <summary>Collects what is wrong: all are counted, the first are kept.</summary>
internal sealed class TrailFindings
{
    private readonly ImmutableArray<TrailProblem>.Builder _problems = ImmutableArray.CreateBuilder<TrailProblem>();
    private readonly ImmutableArray<TrailProblem>.Builder _notes = ImmutableArray.CreateBuilder<TrailProblem>();

    public long Count { get; private set; }

    public ImmutableArray<TrailProblem> Problems => _problems.ToImmutable();

    public ImmutableArray<TrailProblem> Notes => _notes.ToImmutable();

    public void Add(string file, long line, string what)
    {
        Count++;
        if (_problems.Count < TrailVerdict.MaxProblems)
        {
            _problems.Add(new TrailProblem(file, line, what));
        }
    }

    public void Note(string file, long line, string what)
    {
        if (_notes.Count < TrailVerdict.MaxProblems)
        {
            _notes.Add(new TrailProblem(file, line, what));
        }
    }
}
