//! A letter of national security, which only the cleared see.

use super::DemoError;
use super::steps::Scene;
use domain::command::Command;
use domain::instrument::InstrumentId;
use domain::paper::Channel;

impl Scene {
    /// It comes by courier, and is acknowledged.
    pub(super) async fn apart(&self) -> Result<(), DemoError> {
        let mut letter = self.submission("");
        letter.receipt.channel = Channel::Manual;
        letter.paper.instrument = InstrumentId("us.nsl_2709".to_owned());
        "Example Federal Bureau, Field Office".clone_into(&mut letter.paper.authority_name);
        "NSL-26-0071".clone_into(&mut letter.paper.authority_reference);
        "18 USC 2709".clone_into(&mut letter.paper.statute);
        for account in &mut letter.paper.identifiers {
            "export@logistics.example.com".clone_into(&mut account.value);
        }
        let id = self.installation.workflow.receive(self.cast.cleared, letter, None).await?.id;
        self.act(self.cast.cleared, id, Command::BeginVerification).await?;
        Ok(())
    }
}
