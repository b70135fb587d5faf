namespace Windsock.Agent.Doctor;

/// <summary>One thing that has to hold between the agent and its surroundings.</summary>
internal interface IDoctorCheck
{
    CheckArea Area { get; }

    /// <summary>Unique within its area: one or two words in lower case.</summary>
    string Name { get; }

    /// <summary>Looks once and changes nothing that lasts.</summary>
    /// <exception cref="CheckSkippedException">What it needs is not there.</exception>
    Task<CheckResult> RunAsync(CancellationToken stop);
}
