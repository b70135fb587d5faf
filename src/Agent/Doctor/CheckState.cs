namespace Windsock.Agent.Doctor;

/// <summary>How a check ended, from good to bad.</summary>
internal enum CheckState
{
    Ok,

    /// <summary>Could not be looked at, or does not apply.</summary>
    Skipped,

    /// <summary>Works, but not as well as it could, or will not for long.</summary>
    Warn,

    /// <summary>Does not work.</summary>
    Fail,
}
