namespace Windsock.Agent.Doctor;

/// <summary>What a check is about; in the order in which results are shown.</summary>
internal enum CheckArea
{
    Configuration,
    Hubble,
    Kubernetes,
    Airflow,
    Istio,
    Platform,
    Agent,
    Alerts,
    State,
}
