namespace Windsock.Agent.Doctor.Checks;

/// <summary>A result that is known without looking.</summary>
internal sealed class FixedCheck(CheckArea area, string name, CheckResult result) : IDoctorCheck
{
    public CheckArea Area => area;

    public string Name => name;

    public Task<CheckResult> RunAsync(CancellationToken stop) => Task.FromResult(result);
}
