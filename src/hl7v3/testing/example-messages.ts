// One message of each type with the structure of hl7v3.md 4.1, 4.2, 4.5 and 4.6. Everybody in them is invented.

const ATTRIBUTES = 'xmlns="urn:hl7-org:v3" xmlns:npfitlc="NPFIT:HL7:Localisation"'

function contentId(extension: string): string {
  return `<npfitlc:contentId root="2.16.840.1.113883.2.1.3.2.4.18.16" extension="${extension}"/>`
}

const CHILD = `<subject>
        ${contentId('COCT_TP145101GB01#Child')}
        <COCT_TP145101GB01.Child>
          <id root="2.16.840.1.113883.2.1.4.1" extension="9990001006"/>
          <id root="2.16.840.1.113883.2.1.3.2.4.18.24" extension="CHILD-7" assigningAuthorityName="998:Sampleton Council"/>
          <childPerson>
            <birthTime value="20180320"/>
            <name><given>Robin</given><family>O&apos;Sample</family></name>
          </childPerson>
        </COCT_TP145101GB01.Child>
      </subject>`

const MOTHER = `<subject>
        ${contentId('COCT_TP145100GB01#UnbornChild')}
        <COCT_TP145100GB01.UnbornChild>
          <parentMotherPerson>
            <birthTime value="19970611"/>
            <name><given>Mária Zoë</given><family>Test-Example</family></name>
            <playedMother><id root="2.16.840.1.113883.2.1.4.1" extension="9990001014"/></playedMother>
          </parentMotherPerson>
        </COCT_TP145100GB01.UnbornChild>
      </subject>`

const CPP = `<pertinentInformation>
        ${contentId('COCT_TP146101GB01#CPPInformation')}
        <COCT_TP146101GB01.CPPInformation>
          <component><cPPStartDate><value value="202510060000"/></cPPStartDate></component>
          <component1><cPPEndDate><value value="202601030000"/></cPPEndDate></component1>
        </COCT_TP146101GB01.CPPInformation>
      </pertinentInformation>`

const LAC = `<pertinentInformation>
        ${contentId('COCT_TP146100GB01#LACInformation')}
        <COCT_TP146100GB01.LACInformation>
          <component><lACStartDate><value value="202511170000"/></lACStartDate></component>
          <component2><lACDeleteDate><value value="202512010000"/></lACDeleteDate></component2>
        </COCT_TP146100GB01.LACInformation>
      </pertinentInformation>`

const UCP = `<pertinentInformation>
        ${contentId('COCT_TP146102GB01#UCPInformation')}
        <COCT_TP146102GB01.UCPInformation>
          <component><uCPStartDate><value value="202512150000"/></uCPStartDate></component>
          <component1><uCPEndDate><value value="202605200000"/></uCPEndDate></component1>
        </COCT_TP146102GB01.UCPInformation>
      </pertinentInformation>`

const ORGANISATION = `<organisation>
      <id root="2.16.840.1.113883.2.1.3.2.4.19.1" extension="998"/>
      <name>Sampleton Council</name>
      <telecom value="tel:01632960101" use="WP"/>
      <telecom value="tel:01632960102" use="EC"/>
    </organisation>`

/** 01: a child with two plans, a mother with one. */
export const UPLOAD = `<?xml version="1.0" encoding="UTF-8"?>
<File ${ATTRIBUTES}>
  <creationTime value="20260107020000+0000"/>
  <id extension="000456"/>
  <transmissionQuantity value="2"/>
  <communicationFunctionSnd>
    ${ORGANISATION}
  </communicationFunctionSnd>
  <record>
    <CP-ISRecord>
      ${CPP}
      ${LAC}
      ${CHILD}
    </CP-ISRecord>
  </record>
  <record>
    <CP-ISRecord>
      ${UCP}
      ${MOTHER}
    </CP-ISRecord>
  </record>
</File>
`

/** 02: the first record refused, the second stored; a detail for the refused one only. */
export const ACKNOWLEDGEMENT = `<FileResponse ${ATTRIBUTES}>
  <creationTime value="20260107031500+0000"/>
  <id extension="000456"/>
  <transmissionQuantity value="2"/>
  <acknowledgementFile>
    <acknowledgementFileDetail><code code="CPF03" displayName="Partial File Upload"/></acknowledgementFileDetail>
  </acknowledgementFile>
  <acknowledgementRecord>
    <acknowledgementRecordDetail>
      <code code="CPR03" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.473" displayName="PDS Error - NHS Number not Verified"/>
      <location>/FileResponse/message[1]</location>
    </acknowledgementRecordDetail>
  </acknowledgementRecord>
  <communicationFunctionRcv>
    ${ORGANISATION}
  </communicationFunctionRcv>
  <failedReturnedCP-ISRecords><value value="1"/></failedReturnedCP-ISRecords>
  <message>
    <cP-ISLAAcknowledgementResponse>
      <pertinentInformation1>
        <invalidCP-ISRecord>
      ${CPP}
      ${CHILD}
        </invalidCP-ISRecord>
      </pertinentInformation1>
    </cP-ISLAAcknowledgementResponse>
  </message>
  <message>
    <cP-ISLAAcknowledgementResponse>
      <pertinentInformation1>
        <validCP-ISRecord>
      ${MOTHER}
        </validCP-ISRecord>
      </pertinentInformation1>
    </cP-ISLAAcknowledgementResponse>
  </message>
  <successfulReturnedCP-ISRecords><value value="1"/></successfulReturnedCP-ISRecords>
</FileResponse>`

const RECIPIENT = `<primaryInformationRecipient>
    ${contentId('COCT_TP145103GB01#IntendedRecipient')}
    <COCT_TP145103GB01.IntendedRecipient>
      <representedSourceOrganization>
        <id root="2.16.840.1.113883.2.1.3.2.4.19.1" extension="998"/>
        <name>Sampleton Council</name>
      </representedSourceOrganization>
    </COCT_TP145103GB01.IntendedRecipient>
  </primaryInformationRecipient>`

const ROLE = '<code code="R0050" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.196" displayName="Consultant"/>'

/** 05: a person and a system looked at records of one upload. */
export const ACCESS_NOTICE = `<CP-ISAccessToServiceNotification ${ATTRIBUTES}>
  <effectiveTime value="20260108010000+0000"/>
  <id root="6D0E2C71-94A5-4B0F-8C1D-2E3F4A5B6C01"/>
  <pertinentInformation><pertinentTotalReturnedRecords><value value="2"/></pertinentTotalReturnedRecords></pertinentInformation>
  <pertinentInformation1>
    <pertinentCP-ISRecordAccess>
      <pertinentInformation2>
        <pertinentCP-ISNHSQuery>
          <effectiveTime value="20260107134502+0000"/>
          <id root="6D0E2C71-94A5-4B0F-8C1D-2E3F4A5B6C02"/>
          <author>
            ${contentId('COCT_TP145102GB01#AssignedAuthor')}
            <COCT_TP145102GB01.AssignedAuthor>
              ${ROLE}
              <id root="1.2.826.0.1285.0.2.0.65" extension="100000000021"/>
              <id root="1.2.826.0.1285.0.2.0.67" extension="100000000022"/>
              <assignedAuthorPerson><name><prefix>Dr</prefix><given>Max</given><family>Clinician</family></name></assignedAuthorPerson>
              <representedOrganization>
                <id root="2.16.840.1.113883.2.1.3.2.4.19.1" extension="RZY"/>
                <name>Example Infirmary</name>
              </representedOrganization>
            </COCT_TP145102GB01.AssignedAuthor>
          </author>
          <queryByParameter>
            <person.id>
              <value root="2.16.840.1.113883.2.1.4.1" extension="9990001006"/>
              <value root="2.16.840.1.113883.2.1.3.2.4.18.24" extension="CHILD-7" assigningAuthorityName="998:Sampleton Council"/>
            </person.id>
          </queryByParameter>
        </pertinentCP-ISNHSQuery>
      </pertinentInformation2>
      <pertinentInformation2>
        <pertinentCP-ISNHSQuery>
          <effectiveTime value="20260107150000+0000"/>
          <id root="6D0E2C71-94A5-4B0F-8C1D-2E3F4A5B6C03"/>
          <author>
            ${contentId('COCT_TP145104GB01#System')}
            <COCT_TP145104GB01.System>
              <id root="1.2.826.0.1285.0.2.0.107" extension="100000000023"/>
              <indirectAuthority>
                <superiorAssignedEntity>
                  ${ROLE}
                  <assignedPerson><name><given>Kim</given><family>Lead</family></name></assignedPerson>
                </superiorAssignedEntity>
              </indirectAuthority>
              <maintainingOrganization>
                <id root="2.16.840.1.113883.2.1.3.2.4.19.2" extension="RZY01"/>
                <name>Example Infirmary, North Site</name>
              </maintainingOrganization>
            </COCT_TP145104GB01.System>
          </author>
          <queryByParameter>
            <person.id><value root="2.16.840.1.113883.2.1.4.1" extension="9990001014"/></person.id>
          </queryByParameter>
        </pertinentCP-ISNHSQuery>
      </pertinentInformation2>
      <reference><referredToLAUploadFile><value extension="000456"/></referredToLAUploadFile></reference>
    </pertinentCP-ISRecordAccess>
  </pertinentInformation1>
  ${RECIPIENT}
</CP-ISAccessToServiceNotification>`

/** 06: one number with a successor, one without. */
export const INACTIVE_NUMBER_NOTICE = `<CP-ISInactiveNHSNumberNotification ${ATTRIBUTES}>
  <effectiveTime value="20260108020000+0000"/>
  <id root="6D0E2C71-94A5-4B0F-8C1D-2E3F4A5B6C04"/>
  ${RECIPIENT}
  <subject>
    <pDSInactivePatient>
      <id root="2.16.840.1.113883.2.1.4.1" extension="9990001006"/>
      <id root="2.16.840.1.113883.2.1.3.2.4.18.24" extension="CHILD-7" assigningAuthorityName="998:Sampleton Council"/>
      <replacedBy><newVersion><id extension="9990001022"/></newVersion></replacedBy>
      <subjectOf><lAUploadFile><value extension="000456"/></lAUploadFile></subjectOf>
    </pDSInactivePatient>
  </subject>
  <subject>
    <pDSInactivePatient>
      <id root="2.16.840.1.113883.2.1.4.1" extension="9990001014"/>
      <subjectOf><lAUploadFile><value extension="000457"/></lAUploadFile></subjectOf>
    </pDSInactivePatient>
  </subject>
</CP-ISInactiveNHSNumberNotification>`
