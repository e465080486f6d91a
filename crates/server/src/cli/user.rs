//! `wasl user …`

use clap::{Subcommand, ValueEnum};

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum RoleChoice {
    /// Takes calls.
    Agent,
    /// Reviews calls.
    Qa,
    /// Works in a branch.
    Branch,
    /// Watches the floor.
    Supervisor,
    /// Everything.
    Admin,
}

#[derive(Subcommand, Debug)]
pub(crate) enum UserCommand {
    /// Add a user; the password is read from standard input.
    Add {
        /// Sign-in name; for agents also the SIP user.
        name: String,
        /// What the user may do.
        #[arg(long, value_enum)]
        role: RoleChoice,
        /// Also let the user's SIP phone register with this password.
        #[arg(long)]
        sip: bool,
        /// The branch the user serves in.
        #[arg(long)]
        branch: Option<String>,
    },
    /// All users.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Give a user a new password, read from standard input.
    Passwd {
        /// Sign-in name.
        name: String,
        /// Also for the user's SIP phone.
        #[arg(long)]
        sip: bool,
    },
    /// Shut a user out.
    Disable {
        /// Sign-in name.
        name: String,
    },
    /// Say which branch a user serves in; without one, in none any more.
    Branch {
        /// Sign-in name.
        name: String,
        /// The branch's name, as promises name it.
        branch: Option<String>,
    },
    /// Make a token by which another system (queue tickets, a kiosk) asks in a user's name: Authorization: Bearer TOKEN.
    Token {
        /// Sign-in name.
        name: String,
        /// Take all the user's tokens back instead.
        #[arg(long)]
        revoke: bool,
    },
}
