/** Wakes the one who waits for something to change. A ring that nobody hears is kept for the next. */
export class Bell {
	private hasRung = false;
	private wake: (() => void) | undefined;

	ring(): void {
		this.hasRung = true;
		this.wake?.();
	}

	/** Waits for a ring since the last time. */
	async heard(): Promise<void> {
		if (!this.hasRung) {
			await new Promise<void>((resolve) => {
				this.wake = resolve;
			});
		}
		this.hasRung = false;
		this.wake = undefined;
	}
}
