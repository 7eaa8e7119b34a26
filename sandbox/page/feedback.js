const TIMEOUT_MS = 15_000;

/** @param {any} card @param {any} suggestion */
export function accepted(card, suggestion) {
  return entry(card, 'accepted', { acceptedSuggestions: [{ id: suggestion.uuid }] });
}

/** @param {any} card @param {any} reason - one of the card's, or null where the clinician chose none */
export function overridden(card, reason) {
  if (reason === null) return entry(card, 'overridden', {});
  const { code, system, display } = reason;
  return entry(card, 'overridden', { overrideReason: { reason: { code, system, display } } });
}

function entry(card, outcome, more) {
  return { card: card.uuid, outcome, ...more, outcomeTimestamp: new Date().toISOString() };
}

/**
 * Tells the service what became of a card (CDS Hooks "Feedback").
 *
 * @param {string} serviceUrl - the service whose card it was
 * @returns {Promise<string>} what came of it, in a sentence
 */
export async function sendFeedback(serviceUrl, given) {
  try {
    const response = await fetch(`${serviceUrl}/feedback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ feedback: [given] }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.ok) return 'Feedback sent.';
    if (response.status === 404) return 'Feedback not sent: this service keeps none.';
    return `Feedback not sent: refused (HTTP ${response.status}).`;
  } catch {
    return 'Feedback not sent: the service could not be reached.';
  }
}
