namespace Windsock.Model.Tries;

/// <summary>Is told of tries that have ended before they are reported, so that it may ask Airflow about them. Called by one thread
/// at a time; must not block or throw. What it learns comes back as <see cref="AirflowStateLearned"/>.</summary>
public interface IEndedTryObserver
{
    /// <summary>An answer, if only an empty one, has come back by then; a try whose result is not known is not reported before.
    /// More than zero.</summary>
    TimeSpan AnswersWithin { get; }

    /// <param name="story">As far as it is known; its result may still be unknown.</param>
    void Ended(TryStory story);
}
