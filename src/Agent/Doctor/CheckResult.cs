namespace Windsock.Agent.Doctor;

/// <summary>What a check found.</summary>
/// <param name="Meaning">One or two sentences: what is so, and what follows from it.</param>
/// <param name="Mend">What to do; empty when there is nothing to do.</param>
/// <param name="Fragment">Lines to apply, run or read as they are: YAML, a command; empty when there are none.</param>
internal sealed record CheckResult(CheckState State, string Meaning, string Mend = "", string Fragment = "")
{
    public static CheckResult Ok(string meaning) => new(CheckState.Ok, meaning);

    public static CheckResult Skipped(string meaning, string mend = "", string fragment = "") => new(CheckState.Skipped, meaning, mend, fragment);

    public static CheckResult Warn(string meaning, string mend, string fragment = "") => new(CheckState.Warn, meaning, mend, fragment);

    public static CheckResult Fail(string meaning, string mend, string fragment = "") => new(CheckState.Fail, meaning, mend, fragment);
}
