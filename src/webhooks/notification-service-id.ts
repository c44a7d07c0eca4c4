/** Deliveries to the notification service of the stage are listed under this id. */
export const notificationServiceId = 'notification-service';
