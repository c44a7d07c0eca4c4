import { CfnOutput } from 'aws-cdk-lib';
import { DomainName, EndpointType, type IRestApi, type RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import type { DomainOptions } from './domain-options.ts';

/** A domain name of the payment API. Its paths have no stage name; the API keeps its own address beside it. */
export class ApiDomain extends Construct {
  constructor(scope: Construct, id: string, { api, domain }: Readonly<{ api: RestApi; domain: DomainOptions }>) {
    super(scope, id);
    const name = new DomainName(this, 'Name', {
      domainName: domain.name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
      mapping: api as IRestApi,
    });
    new CfnOutput(this, 'Target', {
      value: name.domainNameAliasDomainName,
      description: `DNS name of the API: point ${domain.name} at it`,
    });
  }
}
