//! Agents, branches, numbers and trunks: the lists of the configuration file.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use serde::Deserialize;
use wasl_model::{AgentId, AgentProfile, BranchId, Language, Mood, Pii, QueueId, Seat, Skill, SkillLevel, TrunkId};
use wasl_review::BranchNames;

/// `[[agents]]`: a person who answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgentEntry {
    /// Sign-in name and SIP user.
    pub(crate) id: AgentId,
    /// Name as callers and colleagues hear it.
    pub(crate) name: String,
    /// Queues served.
    pub(crate) queues: Vec<QueueId>,
    /// Languages spoken, 1 to 5.
    pub(crate) languages: BTreeMap<Language, SkillLevel>,
    /// Skills, 1 to 5.
    #[serde(default)]
    pub(crate) skills: BTreeMap<Skill, SkillLevel>,
    /// How well the agent does with callers in a mood, 1 to 5.
    #[serde(default)]
    pub(crate) moods: BTreeMap<Mood, SkillLevel>,
    /// Tier, position and weight in a queue, where not the first.
    #[serde(default)]
    pub(crate) seats: BTreeMap<QueueId, Seat>,
    /// Whatever else a queue may ask for.
    #[serde(default)]
    pub(crate) attributes: BTreeMap<String, String>,
    /// Password of the agent's SIP phone. For demos; otherwise `wasl user add --sip`, which keeps only a hash.
    #[serde(default)]
    pub(crate) sip_password: Option<Pii<String>>,
}

impl AgentEntry {
    /// What the dispatcher knows of the agent.
    pub(crate) fn profile(&self) -> AgentProfile {
        AgentProfile {
            id: self.id.clone(),
            display_name: self.name.clone(),
            queues: self.queues.clone(),
            languages: self.languages.clone(),
            skills: self.skills.clone(),
            moods: self.moods.clone(),
            seats: self.seats.clone(),
            attributes: self.attributes.clone(),
        }
    }
}

/// `[[branches]]`: a branch, and what people call it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BranchEntry {
    /// Its name, as its own users serve in it.
    pub(crate) name: BranchId,
    /// Other names, in both languages.
    #[serde(default)]
    pub(crate) called: Vec<String>,
}

impl BranchEntry {
    /// What the reader knows of the branch.
    pub(crate) fn names(&self) -> BranchNames {
        BranchNames { id: self.name.clone(), names: self.called.clone() }
    }
}

/// `[[numbers]]`: what is dialled and where it leads.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NumberEntry {
    /// The user part of the request URI; `*` is any.
    pub(crate) dialled: String,
    /// `flow:NAME`, `queue:NAME` or `echo`.
    pub(crate) to: Destination,
    /// The language its callers are greeted and first read in, until theirs is heard. Wins over the trunk's.
    #[serde(default)]
    pub(crate) language: Option<Language>,
}

impl NumberEntry {
    /// Is it the number of what was dialled?
    pub(crate) fn leads(&self, dialled: &str) -> bool {
        self.dialled == "*" || self.dialled == dialled
    }
}

/// Where a number leads.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum Destination {
    /// An IVR flow.
    Flow(String),
    /// Straight into a queue.
    Queue(QueueId),
    /// The caller's own sound comes back, for line tests.
    Echo,
}

impl TryFrom<String> for Destination {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("flow", name)) => Ok(Self::Flow(name.to_owned())),
            Some(("queue", name)) => Ok(Self::Queue(name.into())),
            None if text == "echo" => Ok(Self::Echo),
            Some(_) | None => Err(format!("'{text}' is not a destination: write flow:NAME, queue:NAME or echo")),
        }
    }
}

/// `[[trunks]]`: a provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrunkEntry {
    /// Name, for reports.
    pub(crate) name: TrunkId,
    /// Where outgoing calls go.
    #[serde(default)]
    pub(crate) address: Option<SocketAddr>,
    /// `udp` or `tcp`.
    #[serde(default)]
    pub(crate) transport: Option<String>,
    /// Incoming calls are accepted from these addresses.
    #[serde(default)]
    pub(crate) sources: Vec<IpAddr>,
    /// User name for digest, both ways.
    #[serde(default)]
    pub(crate) user: Option<String>,
    /// Password for digest, both ways.
    #[serde(default)]
    pub(crate) password: Option<Pii<String>>,
    /// The language its callers are greeted and first read in, until theirs is heard.
    #[serde(default)]
    pub(crate) language: Option<Language>,
}
