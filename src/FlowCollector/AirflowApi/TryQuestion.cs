using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.FlowCollector.AirflowApi;

/// <summary>A try that Airflow is to be asked about.</summary>
/// <param name="TryId"><see cref="TryStory.Id"/>.</param>
/// <param name="AskedAt">Timestamp.</param>
internal sealed record TryQuestion(string TryId, TaskTry Try, long AskedAt);
