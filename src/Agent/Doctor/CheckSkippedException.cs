namespace Windsock.Agent.Doctor;

/// <summary>A check cannot be made, because something that another check reports is missing.</summary>
internal sealed class CheckSkippedException(string why) : Exception(why);
